// The sum of all numbers of standard input.
#include <iostream>

int main() {
    long sum = 0;
    for (long number = 0; std::cin >> number;) sum += number;
    std::cout << sum << '\n';
}
