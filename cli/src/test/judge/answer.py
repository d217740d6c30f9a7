# The other side: has 617 in mind, answers each question, and ends with 0 when it was found within ten.
import sys
for question in range(10):
    line = sys.stdin.readline()
    if not line:
        sys.exit(4)
    guess = int(line)
    print("=" if guess == 617 else "<" if guess > 617 else ">", flush=True)
    if guess == 617:
        sys.exit(0)
sys.exit(5)
