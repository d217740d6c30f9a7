# Forks until it is refused, and ends by the exception.
import os, time
while True:
    if os.fork() == 0:
        time.sleep(60)
