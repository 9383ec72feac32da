/* The least a chat server can do: rooms by path, every text back to the whole room, one write per delivery, nothing stored.
 *
 * It says what the load generator and the kernel can take, so that no other row of the report is the client's limit. It
 * believes every frame it gets: it is for our own load generator on the loopback and for nothing else. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKETS_AT_MOST 8192

static struct client {
    bool open;
    char room[64];
} clients[SOCKETS_AT_MOST];
static int highest;

static void join(int fd, const char *request) {
    static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    sscanf(request, "GET %63s", clients[fd].room);
    clients[fd].open = true;
    if (fd > highest) highest = fd;
    send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL);
}

static void leave(int fd) {
    clients[fd].open = false;
    close(fd);
}

static void broadcast(int from, const uint8_t *frame, size_t bytes) {
    for (int fd = 0; fd <= highest; fd++)
        if (clients[fd].open && !strcmp(clients[fd].room, clients[from].room)) send(fd, frame, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Unmask one text frame of at most 64 KiB and send it on; return its size. */
static size_t take(int fd, uint8_t *data) {
    size_t size = data[1] & 0x7f, head = 6;
    uint8_t frame[65536];
    if (size == 126) size = data[2] << 8 | data[3], head = 8;
    frame[0] = 0x81;
    frame[1] = data[1] & 0x7f;
    memcpy(frame + 2, data + 2, head - 6);
    for (size_t i = 0; i < size; i++) frame[head - 4 + i] = data[head + i] ^ data[head - 4 + i % 4];
    broadcast(fd, frame, head - 4 + size);
    return head + size;
}

static void receive(int fd) {
    uint8_t data[65536];
    ssize_t got = recv(fd, data, sizeof data - 1, 0);
    if (got <= 0) {
        leave(fd);
    } else if (clients[fd].open) {
        for (ssize_t used = 0; used < got;) used += take(fd, data + used);
    } else {
        data[got] = 0;
        join(fd, (char *)data);
    }
}

int main(int count, char **arguments) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(count > 1 ? atoi(arguments[1]) : 0)};
    int door = socket(AF_INET, SOCK_STREAM, 0), poll_fd = epoll_create1(0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(door, (struct sockaddr *)&address, sizeof address) || listen(door, 1024)) return 1;
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, door, &(struct epoll_event){.events = EPOLLIN, .data.fd = door});
    for (;;) {
        struct epoll_event events[256];
        int ready = epoll_wait(poll_fd, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd != door) {
                receive(fd);
            } else if ((fd = accept(door, NULL, NULL)) >= 0 && fd < SOCKETS_AT_MOST) {
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
                epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN, .data.fd = fd});
            }
        }
    }
}
