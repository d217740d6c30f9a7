# The sum of all numbers of standard input.
sum=0
while read -r numbers; do
    for number in $numbers; do sum=$((sum + number)); done
done
echo "$sum"
