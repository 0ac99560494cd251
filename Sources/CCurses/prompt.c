// Typing that isn't shown, on the ordinary screen. The echo comes back from ^C and from every other end.
#include "private.h"
#include <cprocess.h>
#include <fcntl.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

static const int ends[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
enum { END_COUNT = sizeof ends / sizeof *ends };

static volatile sig_atomic_t hidden;
static int tty = -1;
static struct termios shown;
static struct sigaction before[END_COUNT];

static void die_shown(int number) {
    if (hidden) tcsetattr(tty, TCSANOW, &shown);
    hidden = 0;
    cp_remove_folders();
    // SA_RESETHAND has put the default back: this ends the process on return.
    raise(number);
}

int cc_hide_typing(void) {
    // O_CLOEXEC: a program that is started meanwhile has nothing to do with it.
    tty = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (tty < 0) return -1;
    if (tcgetattr(tty, &shown) != 0) {
        close(tty);
        return -1;
    }
    struct termios modes = shown;
    modes.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    // Stopped here, the shell would be left without an echo.
    modes.c_cc[VSUSP] = _POSIX_VDISABLE;
    struct sigaction die = { .sa_handler = die_shown, .sa_flags = SA_RESETHAND };
    sigemptyset(&die.sa_mask);
    hidden = 1;
    for (int i = 0; i < END_COUNT; i++) sigaction(ends[i], &die, &before[i]);
    // TCSAFLUSH drops what was typed before the question could be read.
    tcsetattr(tty, TCSAFLUSH, &modes);
    return tty;
}

void cc_show_typing(void) {
    if (!hidden) return;
    tcsetattr(tty, TCSAFLUSH, &shown);
    hidden = 0;
    for (int i = 0; i < END_COUNT; i++) sigaction(ends[i], &before[i], NULL);
    close(tty);
}
