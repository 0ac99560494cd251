// What a process tells the kernel about itself, by calls that Swift's own C modules don't show.
#pragma once

/// Keeps the memory of this process from other processes of the same user: no core dumps, no debugger.
void cp_keep_memory_private(void);
