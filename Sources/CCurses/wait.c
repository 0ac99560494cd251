// Waiting for input, a signal or another thread: select on the terminal and on a pipe that the others write to.
#include "private.h"
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/select.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int bell[2] = { -1, -1 };
static atomic_int reasons;

bool bell_open(void) {
    if (bell[0] >= 0) return true;
    if (pipe(bell) != 0) return false;
    for (int end = 0; end < 2; end++) {
        fcntl(bell[end], F_SETFL, O_NONBLOCK);
        fcntl(bell[end], F_SETFD, FD_CLOEXEC);
    }
    return true;
}

void bell_ring(int why) {
    int saved = errno;
    atomic_fetch_or(&reasons, why);
    // A full pipe has rung already.
    (void)!write(bell[1], "", 1);
    errno = saved;
}

bool bell_rung_for(int why) { return (atomic_load(&reasons) & why) != 0; }
void bell_muffle(int why) { atomic_fetch_and(&reasons, ~why); }

void cc_ring(void) { bell_ring(CC_RUNG); }

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

// select, because macOS's poll doesn't work on terminals. Both descriptors are far below FD_SETSIZE.
static int wait_for(bool input, int other, int milliseconds, fd_set *ready) {
    long end = now() + milliseconds;
    for (;;) {
        FD_ZERO(ready);
        if (input) FD_SET(STDIN_FILENO, ready);
        if (other >= 0) FD_SET(other, ready);
        long left = milliseconds < 0 ? 0 : end - now();
        if (left < 0) left = 0;
        struct timeval patience = { .tv_sec = left / 1000, .tv_usec = (left % 1000) * 1000 };
        int count = select((other < 0 ? 0 : other) + 1, ready, NULL, NULL, milliseconds < 0 ? NULL : &patience);
        if (count >= 0 || errno != EINTR) return count;
    }
}

static int wait_with_bell(bool input, int milliseconds) {
    fd_set ready;
    int seen = 0;
    if (wait_for(input, bell[0], milliseconds, &ready) > 0) {
        if (FD_ISSET(bell[0], &ready)) {
            char rings[64];
            while (read(bell[0], rings, sizeof rings) > 0) {}
            seen |= atomic_exchange(&reasons, 0);
        }
        if (FD_ISSET(STDIN_FILENO, &ready)) seen |= CC_INPUT;
    }
    return seen;
}

int cc_wait(int milliseconds) {
    int seen = wait_with_bell(true, milliseconds);
    if (seen & CC_RESIZED) screen_measure();
    return seen;
}

int cc_listen(bool to_input) { return wait_with_bell(to_input, -1); }
void cc_forget_interrupt(void) { bell_muffle(CC_INTERRUPTED); }

long cc_read(void *bytes, size_t count) {
    for (;;) {
        ssize_t got = read(STDIN_FILENO, bytes, count);
        if (got >= 0) return got;
        if (errno == EAGAIN) return -1;
        if (errno != EINTR) return 0;
    }
}

void cc_discard_input(int milliseconds) {
    fd_set ready;
    char bytes[256];
    while (wait_for(true, -1, milliseconds, &ready) > 0 && read(STDIN_FILENO, bytes, sizeof bytes) > 0) {}
    tcflush(STDIN_FILENO, TCIFLUSH);
}
