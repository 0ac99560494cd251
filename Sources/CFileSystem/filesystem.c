#if defined(__linux__)
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/vfs.h>
#else
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/param.h>
#endif

#include "cfilesystem.h"

#if defined(__linux__)

int fs_rename_without_replacing(int folder, const char *from, const char *to) {
    return renameat2(folder, from, folder, to, RENAME_NOREPLACE);
}

int fs_stores_modes(int descriptor, bool *stores) {
    struct statfs status;
    if (fstatfs(descriptor, &status) != 0) return -1;
    switch ((unsigned int)status.f_type) {
    case 0x01021997: // 9p: a Windows drive under WSL 2
    case 0x53464846: // drvfs: the same under WSL 1
    case 0x4d44:     // FAT
    case 0x2011bab0: // exFAT
    case 0x5346544e: // NTFS, the old driver
    case 0x7366746e: // NTFS, the driver since Linux 5.15
        *stores = false;
        break;
    default:
        *stores = true;
    }
    return 0;
}

#else

int fs_rename_without_replacing(int folder, const char *from, const char *to) {
    return renameatx_np(folder, from, folder, to, RENAME_EXCL);
}

int fs_stores_modes(int descriptor, bool *stores) {
    static const char *const without[] = {"msdos", "exfat", "ntfs", "smbfs"};
    struct statfs status;
    if (fstatfs(descriptor, &status) != 0) return -1;
    *stores = true;
    for (unsigned i = 0; i < sizeof without / sizeof *without; i++)
        if (strcmp(status.f_fstypename, without[i]) == 0) *stores = false;
    return 0;
}

#endif
