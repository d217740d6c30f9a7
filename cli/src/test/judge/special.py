# Makes each kind of file.
import errno, os, socket, stat
def attempt(name, make):
    try:
        make()
        print(name, "made")
    except OSError as e:
        print(name, errno.errorcode[e.errno])
attempt("fifo", lambda: os.mkfifo("/tmp/fifo"))
attempt("device", lambda: os.mknod("/tmp/device", 0o600 | stat.S_IFBLK, os.makedev(8, 0)))
attempt("null", lambda: os.mknod("/tmp/null", 0o600 | stat.S_IFCHR, os.makedev(1, 3)))
attempt("socket", lambda: socket.socket(socket.AF_UNIX).bind("/tmp/socket"))
