# Compiles every program of the suite, inside a sandbox. Warnings are errors; the programs misbehave on purpose only.
cd /judge || exit 1
failed=0
for source in *.c; do
    case $source in compile_*) continue ;; esac
    gcc -std=gnu11 -O1 -Wall -Wextra -Werror -pthread -o "bin/${source%.c}" "$source" -lm || failed=1
done
for source in *.cpp; do
    case $source in compile_*) continue ;; esac
    g++ -std=c++17 -O1 -Wall -Wextra -Werror -pthread -o "bin/${source%.cpp}" "$source" || failed=1
done
exit $failed
