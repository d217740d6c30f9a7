# A child eats all memory; the parent waits for a word from it that never comes, or ("wait") for its end and then succeeds.
import os, sys
read_end, write_end = os.pipe()
child = os.fork()
if child == 0:
    kept = [bytearray(1 << 20) for _ in range(4096)]
    os._exit(len(kept) % 2)
if sys.argv[1] == "wait":
    os.waitpid(child, 0)
    sys.exit(0)
os.read(read_end, 1)
