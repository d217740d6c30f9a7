/* Uses up the processor in the kernel: it zeroes pages, again and again. */
#include <stddef.h>
#include <sys/mman.h>

int main(void)
{
    for (;;) {
        size_t size = 4 << 20;
        void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
        if (pages == MAP_FAILED)
            return 1;
        munmap(pages, size);
    }
}
