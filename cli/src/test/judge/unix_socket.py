# Looks for a listener of the host: by path, and in the abstract names.
import errno, socket
for name in ("/run/dbus/system_bus_socket", "/var/run/docker.sock", "\0/tmp/.X11-unix/X0", "\0immure-nobody"):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as s:
        print(errno.errorcode.get(s.connect_ex(name), "connected"))
