// What a process tells the kernel about itself, by calls that Swift's own C modules don't show.
#pragma once

/// The words that this process was started with, as main was given them, and their number. They last as long as it does.
///
/// Swift's CommandLine asks /proc for them, which a bare chroot doesn't have.
char *const *cp_arguments(int *count);

/// Keeps the memory of this process from other processes of the same user: no core dumps, no debugger.
void cp_keep_memory_private(void);

/// Forgets the crash handlers that Swift's runtime installs where SWIFT_BACKTRACE asks for them: what they start reads
/// this process's memory.
void cp_forget_crash_handlers(void);

/// A folder of temporary files goes when SIGHUP, SIGINT, SIGQUIT or SIGTERM ends the process: `names` are its files, each
/// followed by a zero, and an empty one at the end. Returns a number for `cp_release_folder`; -1 when there is no room for
/// another one.
int cp_guard_folder(const char *path, const char *names);
void cp_release_folder(int number);

/// Removes the guarded folders. Async-signal-safe.
void cp_remove_folders(void);

/// Lets the signals named above end the process so; what handles them for other reasons calls `cp_remove_folders` itself.
void cp_clean_up_on_signals(void);
