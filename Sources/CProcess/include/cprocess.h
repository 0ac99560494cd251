// What a process tells the kernel about itself, by calls that Swift's own C modules don't show.
#pragma once

/// The words that this process was started with, as main was given them, and their number. They last as long as it does.
///
/// Swift's CommandLine asks /proc for them, which a bare chroot does not have.
char *const *cp_arguments(int *count);

/// Keeps the memory of this process from other processes of the same user: no core dumps, no debugger.
void cp_keep_memory_private(void);
