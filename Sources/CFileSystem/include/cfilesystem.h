#ifndef CFILESYSTEM_H
#define CFILESYSTEM_H

#include <stdbool.h>

// The calls of Linux and macOS that Swift's own C modules don't show.

/// Moves a file within a folder; fails with EEXIST instead of replacing. 0, or -1 with errno.
int fs_rename_without_replacing(int folder, const char *from, const char *to);

/// Whether the file system of an open file stores owners and permission bits at all. 0, or -1 with errno.
///
/// A Windows drive under WSL and FAT show made-up ones and ignore chmod.
int fs_stores_modes(int descriptor, bool *stores);

/// Whether an open file has an access control list beside its mode. 0, or -1 with errno.
int fs_has_access_list(int descriptor, bool *has);

/// Gives the file `to` the access control list and the other extended attributes of `from`, except for those of the
/// security modules. 0, or -1 with errno.
int fs_copy_attributes(int from, int to);

#endif
