// One character after the other, for ever.
#include <cstdio>

int main() {
    for (;;) std::putchar('x');
}
