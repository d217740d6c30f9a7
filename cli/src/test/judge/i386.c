/* Calls the kernel by the table of i386: number 20 is getpid(2) there. */
int main(void)
{
    int result = 20;
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
    return result > 0 ? 0 : 1;
}
