# Leaves a file wherever it can, and says where one of an earlier run was.
for place in /tmp /var/tmp /dev/shm /run/lock /run /box /judge /usr/local /dev /; do
    [ -e "$place/left" ] && echo "found $place/left"
    (echo left > "$place/left") 2>/dev/null && written="$written $place"
done
echo "wrote$written"
