// iostreams and containers: writev(2) and what else libstdc++ needs.
#include <algorithm>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

int main() {
    std::vector<int> numbers(1000);
    std::iota(numbers.begin(), numbers.end(), 1);
    std::sort(numbers.rbegin(), numbers.rend());
    std::cout << std::string(5000, 'x').size() << ' ' << std::accumulate(numbers.begin(), numbers.end(), 0) << std::endl;
    return 0;
}
