# Leaves processes behind that nobody waits for, in sessions of their own.
for i in 1 2 3; do
    setsid sleep 60 > /dev/null 2>&1 &
done
(sleep 60 > /dev/null 2>&1 &)
echo gone
