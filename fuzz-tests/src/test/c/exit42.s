# A program for i386 that exits with 42.
    .globl _start
_start:
    movl $42, %ebx
    movl $1, %eax
    int $0x80
    hlt
