// Giving the terminal back, from every way out. What runs in a handler is async-signal-safe: write, tcsetattr, dup2
// and the like on what was prepared before, and nothing of ncurses.
#include "private.h"
#include <cprocess.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

// Modes that ncurses doesn't know: bracketed paste, and the mouse in each of its forms (xterm's ctlseqs).
const char modes_on[] = "\033[?2004h";
const char modes_off[] = "\033[?2004l\033[?1003l\033[?1002l\033[?1000l\033[?1006l";

static volatile sig_atomic_t full;
static struct termios cooked;
static char leaving[512];
static size_t leaving_count;

// Standard error, while what is written to it is kept back; -1 when it is no terminal.
static int error_output = -1;
static int kept_back = -1;

void cc_emit(const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t wrote = write(STDOUT_FILENO, bytes, count);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return;
        bytes += wrote;
        count -= (size_t)wrote;
    }
}

// A file without a name.
static int nameless(void) {
#ifdef __linux__
    return memfd_create("standard error", MFD_CLOEXEC);
#else
    char path[] = "/tmp/keywizard.XXXXXX";
    int file = mkstemp(path);
    if (file < 0) return -1;
    unlink(path);
    fcntl(file, F_SETFD, FD_CLOEXEC);
    return file;
#endif
}

bool restore_prepare(void) {
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &cooked) != 0) return false;
    leaving_count = 0;
    restore_add(modes_off);
    if (error_output < 0 && isatty(STDERR_FILENO)) {
        kept_back = nameless();
        if (kept_back >= 0) error_output = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    }
    return true;
}

void restore_add(const char *sequence) {
    while (*sequence != 0 && leaving_count < sizeof leaving) {
        // terminfo writes a delay as $<5>.
        const char *end = sequence[0] == '$' && sequence[1] == '<' ? strchr(sequence, '>') : NULL;
        if (end != NULL) sequence = end + 1;
        else leaving[leaving_count++] = *sequence++;
    }
}

void full_screen_begins(void) {
    full = 1;
    if (error_output >= 0) dup2(kept_back, STDERR_FILENO);
}

static void show_kept_back(void) {
    if (error_output < 0) return;
    dup2(error_output, STDERR_FILENO);
    char bytes[1024];
    ssize_t count;
    lseek(kept_back, 0, SEEK_SET);
    while ((count = read(kept_back, bytes, sizeof bytes)) > 0 && write(error_output, bytes, (size_t)count) > 0) {}
    (void)!ftruncate(kept_back, 0);
    lseek(kept_back, 0, SEEK_SET);
}

void full_screen_ends(void) {
    full = 0;
    show_kept_back();
}

static void die_restored(int number) {
    if (full) {
        full = 0;
        cc_emit(leaving, leaving_count);
        // In the background the modes are the shell's, and setting them would stop this process for good.
        if (tcgetpgrp(STDIN_FILENO) == getpgrp()) {
            tcsetattr(STDIN_FILENO, TCSANOW, &cooked);
            // What was typed for this program isn't for the shell.
            tcflush(STDIN_FILENO, TCIFLUSH);
        }
        show_kept_back();
    }
    cp_remove_folders();
    // SA_RESETHAND has put the default back: this ends the process, with the signal's own status, on return.
    raise(number);
}

static void note(int number) {
    switch (number) {
    case SIGWINCH: return bell_ring(CC_RESIZED);
    case SIGTSTP: return bell_ring(CC_STOP);
    case SIGCONT: return bell_ring(CC_CONTINUED);
    default: return bell_ring(CC_INTERRUPTED);
    }
}

static void handle(int number, void (*handler)(int), int flags) {
    struct sigaction old, new = { .sa_handler = handler, .sa_flags = flags };
    // A user who starts the program with a signal ignored (nohup) wants it so.
    if (sigaction(number, NULL, &old) == 0 && old.sa_handler == SIG_IGN) return;
    sigfillset(&new.sa_mask);
    sigaction(number, &new, NULL);
}

static const int fatal[] = { SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE };

void restore_arm(void) {
    static bool armed;
    // A stack overflow needs a stack of its own to be handled on.
    static char stack[65536];
    sigaltstack(&(stack_t){ .ss_sp = stack, .ss_size = sizeof stack }, NULL);
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) {
        handle(fatal[i], die_restored, SA_ONSTACK | SA_RESETHAND);
    }
    handle(SIGWINCH, note, SA_RESTART);
    handle(SIGTSTP, note, SA_RESTART);
    handle(SIGCONT, note, SA_RESTART);
    // A program that ends without reading its input is an error to report, not the end of this one.
    signal(SIGPIPE, SIG_IGN);
    if (!armed) atexit(cc_close);
    armed = true;
}

// While another program has the terminal, ^C and ^\ are meant for that one, and ^Z stops both.
void restore_yield(void) {
    handle(SIGINT, note, SA_RESTART);
    handle(SIGQUIT, note, SA_RESTART);
    handle(SIGTSTP, SIG_DFL, SA_RESTART);
}

void restore_watch_interrupt(void) {
    handle(SIGINT, note, SA_RESTART);
    signal(SIGPIPE, SIG_IGN);
}

void restore_disarm(void) {
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) handle(fatal[i], SIG_DFL, 0);
    handle(SIGWINCH, SIG_DFL, 0);
    handle(SIGTSTP, SIG_DFL, 0);
    handle(SIGCONT, SIG_DFL, 0);
    cp_clean_up_on_signals();
}

void cc_suspend(void) {
    cc_pause();
    bell_muffle(CC_CONTINUED);
    // The whole group, as the terminal's driver would, so that a program around this one stops too.
    kill(0, SIGTSTP);
    // Another thread may have been given it, and be a little late: nothing may be drawn before the stop.
    if (!bell_rung_for(CC_CONTINUED)) raise(SIGTSTP);
    bell_muffle(CC_STOP | CC_CONTINUED);
    cc_resume();
}
