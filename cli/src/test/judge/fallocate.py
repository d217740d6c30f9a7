# Reserves more than /tmp has.
import errno, os
fd = os.open("/tmp/huge", os.O_RDWR | os.O_CREAT)
try:
    os.posix_fallocate(fd, 0, 1 << 29)
    print("reserved")
except OSError as e:
    print(errno.errorcode[e.errno])
    raise SystemExit(1)
