/* A WebSocket load generator that is not the bottleneck: one thread, epoll, no library.
 *
 * It opens every socket of a list, lets some of them send chat messages in a closed loop, and counts, checks and times what
 * arrives. Each text carries a mark with its sender, number and moment of sending, so that one scan of a frame finds every
 * message in it, however many the server joined, whatever the dialect. The result is one JSON object on stdout. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HANDSHAKES_AT_ONCE 64
#define CONNECT_LIMIT_NS (90 * 1000000000ull)
#define WARM_SHARE 10 /* of the idle sockets one in ten opens first: what the first ones cost is no connection's memory */
#define SILENCE_LIMIT_NS (8 * 1000000000ull)
#define TEXT_BYTES 100
#define MARK "@@%08x%08x%016llx" /* sender, number, nanoseconds */
#define MARK_BYTES 34

enum dialect { HAPPYCHAT, TUTORIAL, SOCKETIO, WS };
enum state { WAITING, CONNECTING, UPGRADING, GREETING, OPEN, CLOSED };

struct client {
    int fd;
    enum state state;
    char *path, *cookie, *stream;
    uint8_t *rest; /* the beginning of a frame whose end has not arrived */
    size_t rest_bytes;
    uint32_t *last; /* per sender this client hears: the number of its newest message */
};

struct sender {
    int client;
    uint32_t number;
    uint64_t sent_at;
    bool acked;
    unsigned reached; /* clients that have the newest message */
};

struct histogram { /* 64 steps per doubling: 1.6 % wide */
    uint64_t steps[64 * 64], count;
};

static struct options {
    enum dialect dialect;
    bool fanout, idle;
    int port, in_flight, pid, pace;
    uint64_t warmup_ns, window_ns;
    const char *run;
} options;

static struct client *clients;
static struct sender *senders;
static int client_count, sender_count, opened, begun, poll_fd;
static bool sending, measuring;
static uint64_t last_progress;
static struct {
    uint64_t sent, acked, delivered, lost, doubled, strange, closed, refused, collapsed, late, frames, bytes;
} total, at_start, at_end;
static struct histogram ack_times, delivery_times;
static char first_trouble[300];
static uint8_t inbox[2 << 20];

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

/* Keep the first complaint of the server, without what would break the JSON of the result. */
static void note_trouble(const uint8_t *text, size_t bytes) {
    if (first_trouble[0]) return;
    for (size_t i = 0; i < bytes && i < sizeof first_trouble - 1; i++)
        first_trouble[i] = text[i] < ' ' || text[i] > '~' || text[i] == '"' || text[i] == '\\' ? '\'' : text[i];
}

static void record(struct histogram *histogram, uint64_t ns) {
    int shift = ns < 64 ? 0 : 63 - __builtin_clzll(ns) - 6;
    histogram->steps[shift * 64 + (ns >> shift)]++;
    histogram->count++;
}

static double percentile_ms(const struct histogram *histogram, double share) {
    uint64_t wanted = share * histogram->count, seen = 0;
    for (size_t i = 0; i < sizeof histogram->steps / sizeof *histogram->steps; i++) {
        seen += histogram->steps[i];
        if (seen > wanted) return (i < 128 ? i : (64 + i % 64) * (double)(1ull << (i / 64 - 1))) / 1e6;
    }
    return 0;
}

/* --- What goes out ------------------------------------------------------------------------------------------------ */

static void write_all(struct client *client, const void *data, size_t bytes) {
    if (send(client->fd, data, bytes, MSG_NOSIGNAL) != (ssize_t)bytes) {
        const char *reason = "a socket took no more bytes";
        note_trouble((const uint8_t *)reason, strlen(reason));
        total.strange++;
    }
}

/* Send one masked frame, as a browser does; the mask changes so that servers do all of their work. */
static void send_frame(struct client *client, int opcode, const char *text, size_t bytes) {
    static uint32_t mask = 0x9e3779b9;
    uint8_t frame[1024];
    size_t head = bytes < 126 ? 6 : 8;
    mask = mask * 1664525 + 1013904223;
    frame[0] = 0x80 | opcode;
    frame[1] = 0x80 | (bytes < 126 ? bytes : 126);
    if (bytes >= 126) frame[2] = bytes >> 8, frame[3] = bytes;
    memcpy(frame + head - 4, &mask, 4);
    for (size_t i = 0; i < bytes; i++) frame[head + i] = text[i] ^ frame[head - 4 + i % 4];
    write_all(client, frame, head + bytes);
}

static void send_text(struct client *client, const char *text) { send_frame(client, 1, text, strlen(text)); }

static void send_message(struct sender *sender, uint64_t moment) {
    struct client *client = &clients[sender->client];
    unsigned which = sender - senders;
    char body[TEXT_BYTES + 1], frame[800];
    sender->number++;
    sender->acked = false;
    sender->reached = 0;
    sender->sent_at = moment;
    snprintf(body, sizeof body, MARK " %-*s", which, sender->number, (unsigned long long)sender->sent_at,
             TEXT_BYTES - MARK_BYTES - 1, "The kettle is on, the cake is cut, and the lake is still warm.");
    if (options.dialect == HAPPYCHAT)
        snprintf(frame, sizeof frame,
                 "{\"id\":%u,\"command\":\"message.send\",\"stream\":\"%s\",\"client_id\":\"%.6s%08x%08x\",\"body\":\"%s\"}",
                 sender->number, client->stream, options.run, which, sender->number, body);
    else if (options.dialect == SOCKETIO)
        snprintf(frame, sizeof frame, "42%u[\"msg\",\"%s\"]", sender->number, body);
    else if (options.dialect == WS)
        snprintf(frame, sizeof frame, "{\"id\":%u,\"text\":\"%s\"}", sender->number, body);
    else
        snprintf(frame, sizeof frame, "{\"message\":\"%s\"}", body);
    total.sent++;
    send_text(client, frame);
}

static bool is_done(const struct sender *sender) {
    return sender->acked && (!options.fanout || sender->reached == (unsigned)client_count);
}

/* In pairs the next message goes out upon the ack; in a group once the last is acknowledged and has reached everyone. */
static void go_on(struct sender *sender) {
    if (sending && !options.pace && is_done(sender)) send_message(sender, now_ns());
}

/* --- What comes in ------------------------------------------------------------------------------------------------ */

static void take_ack(struct sender *sender, uint32_t number, uint64_t now) {
    if (sender->acked || number != sender->number) {
        total.strange++;
    } else {
        sender->acked = true;
        total.acked++;
        if (measuring) record(&ack_times, now - sender->sent_at);
        go_on(sender);
    }
}

/* sscanf would be half of the cost of a message. */
static uint64_t read_hex(const uint8_t *digits, int count) {
    uint64_t value = 0;
    for (int i = 0; i < count; i++) value = value << 4 | (digits[i] < 'a' ? digits[i] - '0' : digits[i] - 'a' + 10);
    return value;
}

static void take_message(struct client *client, const uint8_t *mark, uint64_t now) {
    uint32_t which = read_hex(mark + 2, 8), number = read_hex(mark + 10, 8);
    uint64_t sent_at = read_hex(mark + 18, 16);
    int index = client - clients;
    if (which >= (uint32_t)sender_count || (!options.fanout && (int)which != index / 2)) {
        total.strange++;
        return;
    }
    uint32_t *last = &client->last[options.fanout ? which : 0];
    if (number <= *last) {
        total.doubled++;
        return;
    }
    total.lost += number - *last - 1;
    *last = number;
    total.delivered++;
    if (measuring) record(&delivery_times, now - sent_at);
    struct sender *sender = &senders[which];
    if (number != sender->number) return;
    sender->reached++;
    if (options.dialect == TUTORIAL && sender->client == index)
        take_ack(sender, number, now); /* it knows no acks: one's own message coming back says that it is stored */
    else
        go_on(sender);
}

static void take_messages(struct client *client, const uint8_t *text, size_t bytes, uint64_t now) {
    const uint8_t *end = text + bytes, *mark = text;
    while ((mark = memmem(mark, end - mark, "@@", 2)) && end - mark >= MARK_BYTES) {
        take_message(client, mark, now);
        mark += MARK_BYTES;
    }
}

static bool has(const uint8_t *text, size_t bytes, const char *part) { return memmem(text, bytes, part, strlen(part)); }

static struct sender *sender_of(struct client *client) {
    int index = client - clients;
    int which = options.fanout ? (int)((int64_t)index * sender_count / client_count) : index / 2;
    if (which < sender_count - 1 && senders[which + 1].client == index) which++;
    return senders[which].client == index ? &senders[which] : NULL;
}

static void take_reply(struct client *client, const uint8_t *text, size_t bytes, long number, bool good, uint64_t now) {
    struct sender *sender = sender_of(client);
    if (!good) {
        note_trouble(text, bytes);
        total.refused++;
    } else if (sender) {
        take_ack(sender, number, now);
    } else {
        total.strange++;
    }
}

static void set_open(struct client *client) {
    client->state = OPEN;
    opened++;
}

static void take_happychat(struct client *client, const uint8_t *text, size_t bytes, uint64_t now) {
    const uint8_t *id;
    if (has(text, bytes, "\"type\":\"update\"")) {
        take_messages(client, text, bytes, now);
    } else if (has(text, bytes, "\"type\":\"ping\"")) {
        send_text(client, "{\"type\":\"pong\"}");
    } else if (has(text, bytes, "\"type\":\"ready\"")) {
        if (client->state == GREETING) set_open(client);
    } else if (has(text, bytes, "\"type\":\"head\"")) {
        total.collapsed++;
    } else if ((id = memmem(text, bytes, "\"id\":", 5))) {
        take_reply(client, text, bytes, strtol((const char *)id + 5, NULL, 10), has(text, bytes, "\"ok\":"), now);
    }
}

static void take_ws(struct client *client, const uint8_t *text, size_t bytes, uint64_t now) {
    if (has(text, bytes < 7 ? bytes : 7, "{\"ack\":"))
        take_reply(client, text, bytes, strtol((const char *)text + 7, NULL, 10), true, now);
    else
        take_messages(client, text, bytes, now);
}

/* engine.io 4 and socket.io 5 packets: 0 open, 2 ping, 40 connected, 42 event, 43<id> ack, 44 refused. */
static void take_socketio(struct client *client, const uint8_t *text, size_t bytes, uint64_t now) {
    if (has(text, bytes < 2 ? bytes : 2, "42")) {
        take_messages(client, text, bytes, now);
    } else if (has(text, bytes < 2 ? bytes : 2, "43")) {
        take_reply(client, text, bytes, strtol((const char *)text + 2, NULL, 10), has(text, bytes, "true"), now);
    } else if (text[0] == '0') {
        send_text(client, "40");
    } else if (text[0] == '2') {
        send_text(client, "3");
    } else if (has(text, bytes < 2 ? bytes : 2, "40")) {
        set_open(client);
    } else if (has(text, bytes < 2 ? bytes : 2, "44")) {
        note_trouble(text, bytes);
        total.refused++;
    }
}

static void take_text(struct client *client, const uint8_t *text, size_t bytes, uint64_t now) {
    total.frames++;
    if (options.dialect == HAPPYCHAT)
        take_happychat(client, text, bytes, now);
    else if (options.dialect == SOCKETIO)
        take_socketio(client, text, bytes, now);
    else if (options.dialect == WS)
        take_ws(client, text, bytes, now);
    else
        take_messages(client, text, bytes, now);
}

static void close_client(struct client *client, const char *reason, size_t bytes) {
    note_trouble((const uint8_t *)reason, bytes);
    if (client->state != OPEN) fail("a socket was refused: %s", first_trouble);
    client->state = CLOSED;
    close(client->fd);
    total.closed++;
}

/* Take one frame from `data` if all of it is there; return its size, or 0. */
static size_t take_frame(struct client *client, const uint8_t *data, size_t bytes, uint64_t now) {
    if (bytes < 2) return 0;
    size_t head = 2, size = data[1] & 0x7f;
    if (size == 126) {
        if (bytes < (head = 4)) return 0;
        size = data[2] << 8 | data[3];
    } else if (size == 127) {
        if (bytes < (head = 10)) return 0;
        size = 0;
        for (int i = 2; i < 10; i++) size = size << 8 | data[i];
        if (size > sizeof inbox / 2) fail("a frame of %zu bytes", size);
    }
    if (bytes < head + size) return 0;
    if (data[0] == 0x81) {
        take_text(client, data + head, size, now);
    } else if (data[0] == 0x89) {
        send_frame(client, 10, (const char *)data + head, size);
    } else if (data[0] == 0x88) {
        char reason[160];
        int code = size < 2 ? 1005 : data[head] << 8 | data[head + 1];
        int length = snprintf(reason, sizeof reason, "closed with %d %.*s", code, size < 2 ? 0 : (int)size - 2, data + head + 2);
        close_client(client, reason, length);
    } else if (data[0] != 0x8a) {
        fail("a frame of a kind nobody should send: %02x", data[0]);
    }
    return head + size;
}

/* Take the answer to the upgrade; return its size, or 0 while it is not complete. */
static size_t take_upgrade(struct client *client, const uint8_t *data, size_t bytes) {
    const uint8_t *end = memmem(data, bytes, "\r\n\r\n", 4);
    if (!end) return 0;
    if (bytes < 12 || memcmp(data + 9, "101", 3)) close_client(client, (const char *)data, bytes < 200 ? bytes : 200);
    client->state = GREETING;
    if (options.dialect == TUTORIAL || options.dialect == WS) set_open(client);
    return end + 4 - data;
}

static void receive(struct client *client) {
    if (client->rest_bytes) memcpy(inbox, client->rest, client->rest_bytes);
    ssize_t got = recv(client->fd, inbox + client->rest_bytes, sizeof inbox - client->rest_bytes, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        close_client(client, "the line was dropped", 20);
        return;
    }
    uint64_t now = now_ns();
    size_t bytes = client->rest_bytes + got, used = 0, size;
    total.bytes += got;
    last_progress = now;
    do {
        size = client->state == UPGRADING ? take_upgrade(client, inbox + used, bytes - used)
                                          : take_frame(client, inbox + used, bytes - used, now);
        used += size;
    } while (size && used < bytes && client->state != CLOSED);
    client->rest_bytes = bytes - used;
    if (client->rest_bytes) {
        client->rest = realloc(client->rest, client->rest_bytes);
        memcpy(client->rest, inbox + used, client->rest_bytes);
    }
}

/* --- Opening ------------------------------------------------------------------------------------------------------ */

static void watch(struct client *client, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = client};
    epoll_ctl(poll_fd, operation, client->fd, &event);
}

static void begin(struct client *client) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(options.port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    if (connect(client->fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS) fail("connect: %m");
    client->state = CONNECTING;
    watch(client, EPOLL_CTL_ADD, EPOLLOUT);
    begun++;
}

static void upgrade(struct client *client) {
    char request[4096];
    int length = snprintf(request, sizeof request,
                          "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                          client->path, options.port, options.port);
    if (client->cookie[0]) length += snprintf(request + length, sizeof request - length, "Cookie: %s\r\n", client->cookie);
    length += snprintf(request + length, sizeof request - length, "\r\n");
    client->state = UPGRADING;
    watch(client, EPOLL_CTL_MOD, EPOLLIN);
    write_all(client, request, length);
}

static void turn(int timeout_ms) {
    struct epoll_event events[512];
    int count = epoll_wait(poll_fd, events, 512, timeout_ms);
    for (int i = 0; i < count; i++) {
        struct client *client = events[i].data.ptr;
        if (client->state == CONNECTING)
            upgrade(client);
        else if (client->state != CLOSED)
            receive(client);
    }
}

static double open_up_to(int count) {
    uint64_t start = now_ns();
    while (opened < count) {
        while (begun < count && begun - opened < HANDSHAKES_AT_ONCE) begin(&clients[begun]);
        turn(100);
        if (now_ns() - start > CONNECT_LIMIT_NS) fail("only %d of %d sockets opened: %s", opened, count, first_trouble);
    }
    return (now_ns() - start) / 1e9;
}

/* --- Measuring ---------------------------------------------------------------------------------------------------- */

static double own_cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double server_cpu(void) {
    char path[64], line[1024], *after_name;
    unsigned long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", options.pid);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    if (fgets(line, sizeof line, file) && (after_name = strrchr(line, ')')))
        sscanf(after_name + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    fclose(file);
    return (user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* Everything any process used, so that the report can tell when the machine was busy with something else. */
static double machine_cpu(void) {
    unsigned long long user = 0, nice = 0, system = 0, irq = 0, softirq = 0, steal = 0;
    FILE *file = fopen("/proc/stat", "r");
    if (!file) return 0;
    if (fscanf(file, "cpu %llu %llu %llu %*u %*u %llu %llu %llu", &user, &nice, &system, &irq, &softirq, &steal) < 6) user = 0;
    fclose(file);
    return (user + nice + system + irq + softirq + steal) / (double)sysconf(_SC_CLK_TCK);
}

/* The server's memory, what it shares with others in parts. Node is asked to collect its garbage first. */
static long server_memory_kb(void) {
    char path[64], line[256];
    long kb = 0;
    if (options.dialect == SOCKETIO || options.dialect == WS) {
        kill(options.pid, SIGUSR2);
        usleep(500000);
    }
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", options.pid);
    FILE *file = fopen(path, "r");
    if (!file) fail("%s: %m", path);
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "Pss: %ld", &kb) == 1) break;
    fclose(file);
    return kb;
}

static void run_until(uint64_t moment) {
    for (uint64_t now = now_ns(); now < moment && now - last_progress < SILENCE_LIMIT_NS; now = now_ns())
        turn((moment - now) / 1000000 > 50 ? 50 : 1);
}

/* Send on time, whatever the server does: the senders in turn, each stamping when it was due. */
static void keep_pace_until(uint64_t moment) {
    static uint64_t due;
    static int next;
    uint64_t interval = 1000000000ull / options.pace;
    if (!due) due = now_ns();
    for (uint64_t now = now_ns(); now < moment; now = now_ns()) {
        for (; due <= now; due += interval) {
            struct sender *sender = &senders[next];
            if (sender->number && !is_done(sender))
                total.late++;
            else
                send_message(sender, due);
            next = (next + 1) % sender_count;
        }
        turn((due - now) / 1000000); /* less than a millisecond before it is due: look without sleeping */
    }
}

static void go_until(uint64_t moment) {
    if (options.pace)
        keep_pace_until(moment);
    else
        run_until(moment);
}

static void drain(void) {
    uint64_t receivers = options.fanout ? client_count : 2;
    last_progress = now_ns();
    while ((total.acked + total.refused < total.sent || total.delivered + total.lost < total.acked * receivers) &&
           now_ns() - last_progress < SILENCE_LIMIT_NS / 2)
        turn(50);
    total.lost = total.acked * receivers > total.delivered ? total.acked * receivers - total.delivered : 0;
}

/* `own`, `server` and `machine` are seconds of CPU time during the `seconds` measured. */
static void report(int connected, double opening, long kb, double seconds, double own, double server, double machine) {
    printf("{\"connected\":%d,\"opening_s\":%.3f,\"memory_kb\":%ld,\"window_s\":%.4f,\"acked\":%lu,\"delivered\":%lu,"
           "\"frames\":%lu,\"bytes\":%lu,\"ack_p50_ms\":%.3f,\"ack_p99_ms\":%.3f,\"delivery_p50_ms\":%.3f,"
           "\"delivery_p99_ms\":%.3f,\"client_cpu_s\":%.4f,\"server_cpu_s\":%.4f,\"machine_cpu_s\":%.4f,"
           "\"total_sent\":%lu,\"total_acked\":%lu,\"total_delivered\":%lu,\"lost\":%lu,\"doubled\":%lu,\"refused\":%lu,"
           "\"late\":%lu,\"collapsed\":%lu,\"closed\":%lu,\"strange\":%lu,\"trouble\":\"%s\"}\n",
           connected, opening, kb, seconds, at_end.acked - at_start.acked, at_end.delivered - at_start.delivered,
           at_end.frames - at_start.frames, at_end.bytes - at_start.bytes, percentile_ms(&ack_times, .5),
           percentile_ms(&ack_times, .99), percentile_ms(&delivery_times, .5), percentile_ms(&delivery_times, .99), own, server,
           machine, total.sent, total.acked, total.delivered, total.lost, total.doubled, total.refused, total.late,
           total.collapsed, total.closed, total.strange, first_trouble);
}

static void measure_talk(void) {
    double opening = open_up_to(client_count);
    uint64_t start = last_progress = now_ns();
    sending = true;
    if (!options.pace)
        for (int i = 0; i < sender_count; i++) send_message(&senders[i], now_ns());
    go_until(start + options.warmup_ns);
    measuring = true;
    double own = own_cpu(), server = server_cpu(), machine = machine_cpu();
    uint64_t from = now_ns();
    at_start = total;
    go_until(from + options.window_ns);
    measuring = sending = false;
    at_end = total;
    double seconds = (now_ns() - from) / 1e9;
    own = own_cpu() - own, server = server_cpu() - server, machine = machine_cpu() - machine;
    drain();
    report(client_count, opening, 0, seconds, own, server, machine);
}

static void measure_idle(void) {
    open_up_to(client_count / WARM_SHARE);
    last_progress = now_ns();
    run_until(last_progress + options.warmup_ns);
    long kb = server_memory_kb();
    double own = own_cpu(), server = server_cpu(), machine = machine_cpu();
    double seconds = open_up_to(client_count);
    own = own_cpu() - own, server = server_cpu() - server, machine = machine_cpu() - machine;
    last_progress = now_ns();
    run_until(last_progress + options.window_ns);
    report(client_count - client_count / WARM_SHARE, seconds, server_memory_kb() - kb, seconds, own, server, machine);
}

/* --- Setting up --------------------------------------------------------------------------------------------------- */

/* Each line: path, cookies, stream, separated by tabs; in pairs the even lines send to the odd ones. */
static void read_clients(const char *name) {
    FILE *file = fopen(name, "r");
    char *line = NULL;
    size_t capacity = 0;
    if (!file) fail("%s: %m", name);
    while (getline(&line, &capacity, file) > 0) {
        char *rest = strdup(line);
        rest[strcspn(rest, "\n")] = 0;
        clients = realloc(clients, (client_count + 1) * sizeof *clients);
        struct client *client = &clients[client_count++];
        *client = (struct client){.path = strsep(&rest, "\t"), .cookie = strsep(&rest, "\t"), .stream = strsep(&rest, "\t")};
        if (!client->stream) fail("%s: line %d has no three fields", name, client_count);
    }
    fclose(file);
}

static void appoint_senders(void) {
    sender_count = options.fanout ? options.in_flight : client_count / 2;
    if (client_count < 2 || sender_count > client_count) fail("too few sockets");
    senders = calloc(sender_count, sizeof *senders);
    for (int i = 0; i < sender_count; i++) senders[i].client = options.fanout ? (int64_t)i * client_count / sender_count : 2 * i;
    for (int i = 0; i < client_count; i++) clients[i].last = calloc(options.fanout ? sender_count : 1, sizeof(uint32_t));
}

static enum dialect dialect_named(const char *name) {
    static const char *names[] = {[HAPPYCHAT] = "happychat", [TUTORIAL] = "tutorial", [SOCKETIO] = "socketio", [WS] = "ws"};
    for (int i = 0; i < 4; i++)
        if (!strcmp(name, names[i])) return i;
    fail("no dialect is called %s", name);
    return 0;
}

int main(int count, char **arguments) {
    if (count != 11)
        fail("usage: %s happychat|tutorial|socketio|ws pm|fanout|idle PORT SOCKETS_FILE IN_FLIGHT PACE WARMUP_MS WINDOW_MS "
             "SERVER_PID RUN",
             arguments[0]);
    options.dialect = dialect_named(arguments[1]);
    options.fanout = !strcmp(arguments[2], "fanout");
    options.idle = !strcmp(arguments[2], "idle");
    options.port = atoi(arguments[3]);
    options.in_flight = atoi(arguments[5]);
    options.pace = atoi(arguments[6]); /* messages a second of all senders together; 0: as fast as they are answered */
    options.warmup_ns = atoi(arguments[7]) * 1000000ull;
    options.window_ns = atoi(arguments[8]) * 1000000ull;
    options.pid = atoi(arguments[9]);
    options.run = arguments[10];
    poll_fd = epoll_create1(0);
    read_clients(arguments[4]);
    appoint_senders();
    if (options.idle)
        measure_idle();
    else
        measure_talk();
}
