/*
 * The floor: TCP without any protocol, on one thread. Every byte goes back to its sender, or, with BROADCAST=true, every
 * read goes to all connections.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_SIZE = 512 * 1024, EVENTS = 1024, UNSUPPORTED = 3 };

/* What the socket did not take yet waits in pending[sent..used). */
struct connection {
    int socket;
    bool open;
    char *pending;
    size_t sent, used, capacity;
    struct connection *previous, *next;
};

static int epoll;
static bool broadcast;
static struct connection *connections, *closed;

static void *not_null(void *memory) {
    if (memory == NULL) {
        perror("memory");
        exit(EXIT_FAILURE);
    }
    return memory;
}

static int checked(int result, const char *call) {
    if (result < 0) {
        perror(call);
        exit(EXIT_FAILURE);
    }
    return result;
}

static void watch(struct connection *connection, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    checked(epoll_ctl(epoll, operation, connection->socket, &event), "epoll_ctl");
}

static void accept_all(int listener) {
    int socket;
    while ((socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        struct connection *connection = not_null(calloc(1, sizeof *connection));
        connection->socket = socket;
        connection->open = true;
        connection->next = connections;
        if (connections != NULL) {
            connections->previous = connection;
        }
        connections = connection;
        watch(connection, EPOLL_CTL_ADD, EPOLLIN);
    }
    if (errno != EAGAIN && errno != ECONNABORTED) {
        checked(-1, "accept4");
    }
}

static void disconnect(struct connection *connection) {
    close(connection->socket);
    connection->open = false;
    if (connection->previous != NULL) {
        connection->previous->next = connection->next;
    } else {
        connections = connection->next;
    }
    if (connection->next != NULL) {
        connection->next->previous = connection->previous;
    }
    connection->next = closed;
    closed = connection;
}

/* Only after a round: until then one of its events may point to a closed connection. */
static void free_closed(void) {
    while (closed != NULL) {
        struct connection *connection = closed;
        closed = connection->next;
        free(connection->pending);
        free(connection);
    }
}

/* How many bytes the socket took; a connection that fails is closed, and takes all. */
static size_t write_some(struct connection *connection, const char *bytes, size_t length) {
    ssize_t written = send(connection->socket, bytes, length, MSG_NOSIGNAL);
    if (written >= 0) {
        return (size_t) written;
    }
    if (errno == EAGAIN) {
        return 0;
    }
    disconnect(connection);
    return length;
}

static void keep(struct connection *connection, const char *bytes, size_t length) {
    if (connection->used + length > connection->capacity) {
        connection->used -= connection->sent;
        memmove(connection->pending, connection->pending + connection->sent, connection->used);
        connection->sent = 0;
    }
    if (connection->used + length > connection->capacity) {
        connection->capacity = (connection->used + length) * 2;
        connection->pending = not_null(realloc(connection->pending, connection->capacity));
    }
    memcpy(connection->pending + connection->used, bytes, length);
    connection->used += length;
}

/* An echo reads no more until its last bytes are written; a broadcast reads on. */
static uint32_t events_while_pending(void) {
    return broadcast ? EPOLLIN | EPOLLOUT : EPOLLOUT;
}

static void deliver(struct connection *connection, const char *bytes, size_t length) {
    if (connection->used > 0) {
        keep(connection, bytes, length);
        return;
    }
    size_t written = write_some(connection, bytes, length);
    if (written < length) {
        keep(connection, bytes + written, length - written);
        watch(connection, EPOLL_CTL_MOD, events_while_pending());
    }
}

static void write_pending(struct connection *connection) {
    connection->sent += write_some(
        connection, connection->pending + connection->sent, connection->used - connection->sent);
    if (connection->open && connection->sent == connection->used) {
        connection->sent = connection->used = 0;
        watch(connection, EPOLL_CTL_MOD, EPOLLIN);
    }
}

static void read_some(struct connection *connection) {
    static char bytes[READ_SIZE];
    ssize_t length = recv(connection->socket, bytes, sizeof bytes, 0);
    if (length <= 0) {
        if (length == 0 || errno != EAGAIN) {
            disconnect(connection);
        }
        return;
    }
    if (!broadcast) {
        deliver(connection, bytes, (size_t) length);
        return;
    }
    for (struct connection *receiver = connections, *next; receiver != NULL; receiver = next) {
        next = receiver->next; /* a receiver that fails leaves the list */
        deliver(receiver, bytes, (size_t) length);
    }
}

static int listen_on(uint16_t port) {
    int listener = checked(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    checked(bind(listener, (struct sockaddr *) &address, sizeof address), "bind");
    checked(listen(listener, SOMAXCONN), "listen");
    return listener;
}

static bool is_true(const char *variable) {
    const char *value = getenv(variable);
    return value != NULL && strcmp(value, "true") == 0;
}

int main(void) {
    if (is_true("COMPRESSION") || getenv("TLS_CERT") != NULL) {
        puts("UNSUPPORTED this is TCP without any protocol");
        return UNSUPPORTED;
    }
    const char *port = getenv("PORT");
    if (port == NULL) {
        fputs("PORT is not set\n", stderr);
        return EXIT_FAILURE;
    }
    broadcast = is_true("BROADCAST");
    epoll = checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    int listener = listen_on((uint16_t) atoi(port));
    struct epoll_event accepting = {.events = EPOLLIN}; /* no connection: the listener */
    checked(epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &accepting), "epoll_ctl");
    puts("READY");
    fflush(stdout);

    static struct epoll_event events[EVENTS];
    for (;;) {
        int count = epoll_wait(epoll, events, EVENTS, -1);
        if (count < 0 && errno != EINTR) {
            checked(count, "epoll_wait");
        }
        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection == NULL) {
                accept_all(listener);
                continue;
            }
            if (connection->open && (events[i].events & EPOLLOUT)) {
                write_pending(connection);
            }
            if (connection->open && (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))) {
                read_some(connection);
            }
        }
        free_closed();
    }
}
