// What the libraries inside the portable program ask of glibc that glibc 2.34 doesn't have, or not in this version.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <math.h>
#include <stdlib.h>

// strtol but for binary numbers (0b1), which no caller here reads.
long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }

// Without overflow in between, since a double holds the squares of floats.
float hypotf(float x, float y) { return (float)sqrt((double)x * x + (double)y * y); }

// Where libgcc finds how to unwind the stack at an address. glibc 2.35 has it as a faster dl_iterate_phdr.
struct search {
    ElfW(Addr) address;
    struct dl_find_object *found;
};

static int look(struct dl_phdr_info *object, size_t size, void *data) {
    (void)size;
    struct search *search = data;
    ElfW(Addr) start = 0, end = 0, frames = 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        ElfW(Addr) first = object->dlpi_addr + header->p_vaddr;
        if (header->p_type == PT_GNU_EH_FRAME) frames = first;
        if (header->p_type == PT_LOAD && search->address >= first && search->address < first + header->p_memsz) {
            start = first;
            end = first + header->p_memsz;
        }
    }
    if (!end || !frames) return 0;
    *search->found = (struct dl_find_object){
        .dlfo_map_start = (void *)start, .dlfo_map_end = (void *)end, .dlfo_eh_frame = (void *)frames};
    return 1;
}

int _dl_find_object(void *address, struct dl_find_object *found) {
    struct search search = {(ElfW(Addr))address, found};
    return dl_iterate_phdr(look, &search) ? 0 : -1;
}
