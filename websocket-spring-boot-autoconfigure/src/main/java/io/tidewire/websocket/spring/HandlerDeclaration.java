package io.tidewire.websocket.spring;

import java.util.ArrayList;
import java.util.List;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * A bean with {@link SocketHandler}, found without making it.
 *
 * @param type the bean's class, perhaps a proxy's
 * @param path of the annotation, its placeholders resolved; empty if there is none
 */
record HandlerDeclaration(String beanName, Class<?> type, EndpointName name, String path) {

    /** All of them, in the order of their definition. */
    static List<HandlerDeclaration> findIn(ApplicationContext context) {
        List<HandlerDeclaration> found = new ArrayList<>();
        for (String beanName : context.getBeanNamesForAnnotation(SocketHandler.class)) {
            Class<?> type = context.getType(beanName, false);
            SocketHandler annotation = context.findAnnotationOnBean(beanName, SocketHandler.class, false);
            if (type != null && annotation != null && !ScopedProxyUtils.isScopedTarget(beanName)) {
                found.add(of(context, beanName, type, annotation));
            }
        }
        return found;
    }

    private static HandlerDeclaration of(
            ApplicationContext context, String beanName, Class<?> type, SocketHandler annotation) {
        EndpointName name = StringUtils.hasText(annotation.name())
                ? EndpointName.of(annotation.name())
                : EndpointName.ofClass(ClassUtils.getUserClass(type));
        String path;
        try {
            path = resolve(context, annotation.path());
        } catch (IllegalArgumentException unresolved) {
            throw new SocketHandlerConfigurationException(
                    "The path \"" + annotation.path() + "\" of the socket handler " + name
                            + " has a placeholder without a value: " + unresolved.getMessage() + ".",
                    "Set that property, or write a default into the placeholder: ${chat.path:/chat}.");
        }
        return new HandlerDeclaration(beanName, type, name, path);
    }

    private static String resolve(ApplicationContext context, String path) {
        String resolved = context.getAutowireCapableBeanFactory() instanceof ConfigurableBeanFactory factory
                ? factory.resolveEmbeddedValue(path)
                : path;
        return resolved == null ? "" : context.getEnvironment().resolveRequiredPlaceholders(resolved);
    }

    /** The class as it was written. */
    String className() {
        return ClassUtils.getUserClass(type).getName();
    }
}
