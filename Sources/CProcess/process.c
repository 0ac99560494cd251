#include "cprocess.h"
#include <sys/resource.h>
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
