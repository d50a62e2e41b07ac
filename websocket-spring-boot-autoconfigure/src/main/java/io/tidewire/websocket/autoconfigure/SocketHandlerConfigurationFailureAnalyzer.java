package io.tidewire.websocket.autoconfigure;

import io.tidewire.websocket.spring.SocketHandlerConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong with a socket handler or its properties, and what to write instead, without a stack trace. */
final class SocketHandlerConfigurationFailureAnalyzer
        extends AbstractFailureAnalyzer<SocketHandlerConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SocketHandlerConfigurationException cause) {
        return new FailureAnalysis(cause.getDescription(), cause.getAction(), cause);
    }
}
