# /dev/full can be opened, and takes nothing.
import errno, os
fd = os.open("/dev/full", os.O_WRONLY)
try:
    os.write(fd, b"x")
    print("written")
except OSError as e:
    print(errno.errorcode[e.errno])
