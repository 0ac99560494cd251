#include "cprocess.h"
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#elif defined(__APPLE__)
#include <sys/ptrace.h>
#include <sys/types.h>
#endif

static char **arguments;
static int argument_count;

// glibc and macOS's dyld give constructors what they give main.
__attribute__((constructor)) static void keep_arguments(int count, char **words) {
    argument_count = count;
    arguments = words;
}

char *const *cp_arguments(int *count) {
    *count = argument_count;
    return arguments;
}

void cp_keep_memory_private(void) {
    // Neither call can fail for reasons that would be worth stopping for.
    struct rlimit none = { 0, 0 };
    (void)setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
    // Also closes /proc/PID/mem and ptrace to everybody but root, and keeps crash reporters that get cores by a pipe
    // (core(5)) from having one.
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#elif defined(__APPLE__)
    (void)ptrace(PT_DENY_ATTACH, 0, 0, 0);
#endif
}

void cp_forget_crash_handlers(void) {
    static const int crashes[] = { SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE };
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
        struct sigaction now;
        if (sigaction(crashes[i], NULL, &now) != 0 || now.sa_handler == SIG_IGN) continue;
        signal(crashes[i], SIG_DFL);
    }
}

// Nothing is allocated here and no lock is taken: a signal may come at any time.
enum { MOST_FOLDERS = 64, LONGEST_PATH = 1024, LONGEST_NAMES = 128 };
enum { FREE, CHANGING, GUARDED };

static struct {
    atomic_int state;
    char path[LONGEST_PATH];
    char names[LONGEST_NAMES];
} folders[MOST_FOLDERS];

int cp_guard_folder(const char *path, const char *names) {
    size_t size = 0;
    while (names[size] != 0) size += strlen(names + size) + 1;
    size_t length = strlen(path);
    if (size + 1 > LONGEST_NAMES || length + LONGEST_NAMES + 1 > LONGEST_PATH) return -1;
    for (int i = 0; i < MOST_FOLDERS; i++) {
        int expected = FREE;
        if (!atomic_compare_exchange_strong(&folders[i].state, &expected, CHANGING)) continue;
        memcpy(folders[i].path, path, length + 1);
        memcpy(folders[i].names, names, size + 1);
        atomic_store(&folders[i].state, GUARDED);
        return i;
    }
    return -1;
}

void cp_release_folder(int number) {
    if (number >= 0) atomic_store(&folders[number].state, FREE);
}

void cp_remove_folders(void) {
    for (int i = 0; i < MOST_FOLDERS; i++) {
        if (atomic_load(&folders[i].state) != GUARDED) continue;
        char path[LONGEST_PATH];
        size_t length = strlen(folders[i].path);
        memcpy(path, folders[i].path, length);
        for (const char *name = folders[i].names; *name != 0; name += strlen(name) + 1) {
            path[length] = '/';
            memcpy(path + length + 1, name, strlen(name) + 1);
            unlink(path);
        }
        rmdir(folders[i].path);
    }
}

static void end(int number) {
    cp_remove_folders();
    // SA_RESETHAND has put the default back: this ends the process, with the signal's own status, on return.
    raise(number);
}

void cp_clean_up_on_signals(void) {
    static const int ends[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct sigaction old, new = { .sa_handler = end, .sa_flags = SA_RESETHAND };
        // A user who starts the program with a signal ignored (nohup) wants it so.
        if (sigaction(ends[i], NULL, &old) == 0 && old.sa_handler == SIG_IGN) continue;
        sigfillset(&new.sa_mask);
        sigaction(ends[i], &new, NULL);
    }
}
