#if defined(__linux__)
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#else
#include <copyfile.h>
#include <stdio.h>
#include <string.h>
#include <sys/acl.h>
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

int fs_has_access_list(int descriptor, bool *has) {
    // The kernel keeps none that says no more than the mode does.
    ssize_t size = fgetxattr(descriptor, "system.posix_acl_access", NULL, 0);
    *has = size > 0;
    return size >= 0 || errno == ENODATA || errno == ENOTSUP ? 0 : -1;
}

// The labels of security modules, which a new file has already.
static bool is_given_by_system(const char *name) {
    static const char *const given[] = {
        "security.selinux", "security.SMACK64", "security.apparmor", "security.ima", "security.evm",
    };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (strncmp(name, given[i], strlen(given[i])) == 0) return true;
    return false;
}

int fs_copy_attributes(int from, int to) {
    enum { LONGEST = 65536 }; // XATTR_LIST_MAX and XATTR_SIZE_MAX
    char *names = malloc(2 * LONGEST);
    if (names == NULL) return -1;
    char *value = names + LONGEST;
    int result = 0;
    ssize_t length = flistxattr(from, names, LONGEST);
    if (length < 0) result = errno == ENOTSUP ? 0 : -1;
    for (char *name = names; name < names + length && result == 0; name += strlen(name) + 1) {
        if (is_given_by_system(name)) continue;
        ssize_t size = fgetxattr(from, name, value, LONGEST);
        result = size < 0 ? -1 : fsetxattr(to, name, value, (size_t)size, 0);
    }
    int reason = errno;
    free(names);
    errno = reason;
    return result;
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

int fs_has_access_list(int descriptor, bool *has) {
    acl_t list = acl_get_fd_np(descriptor, ACL_TYPE_EXTENDED);
    *has = list != NULL;
    if (list != NULL) acl_free(list);
    return 0;
}

int fs_copy_attributes(int from, int to) {
    return fcopyfile(from, to, NULL, COPYFILE_ACL | COPYFILE_XATTR);
}

#endif
