# Every process that it can see, by name: PID 1, itself and what it starts.
for process in /proc/[0-9]*; do
    read -r name < "$process/comm" && echo "${process#/proc/} $name"
done
