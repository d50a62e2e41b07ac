package io.tidewire.websocket.spring

import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map

/** A handler as one writes it in Kotlin. */
@SocketHandler("/kotlin")
class KotlinHandler {

    data class Ask(val question: String)

    data class Answer(val answer: String)

    data class Count(val to: Int)

    data class Fail(val why: String)

    @OnMessage
    suspend fun ask(ask: Ask, session: SocketSession): Answer {
        delay(1)
        return Answer(ask.question + " on " + session.endpoint)
    }

    @OnMessage
    fun count(count: Count): Flow<Int> = flow {
        for (i in 1..count.to) {
            delay(1)
            emit(i)
        }
    }

    @OnMessage
    suspend fun fail(fail: Fail) {
        delay(1)
        throw IllegalStateException(fail.why)
    }

    @OnError
    suspend fun failed(failure: IllegalStateException): String {
        delay(1)
        return "failed: " + failure.message
    }
}

/** A handler of all messages as a flow. */
@SocketHandler("/kotlin-flow")
class KotlinFlowHandler {

    @OnMessage
    fun shout(inbound: Flow<String>): Flow<String> = inbound.map { it.uppercase() }
}
