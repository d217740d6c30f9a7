# Tries to reach somebody: hosts of the internet, the host itself, its neighbours, a cloud's metadata.
import errno, socket
for family, address in ((socket.AF_INET, ("192.0.2.1", 80)), (socket.AF_INET, ("169.254.169.254", 80)),
                        (socket.AF_INET, ("10.0.0.1", 22)), (socket.AF_INET6, ("2001:db8::1", 80)),
                        (socket.AF_INET, ("127.0.0.1", 22))):
    with socket.socket(family, socket.SOCK_STREAM) as s:
        s.settimeout(3)
        print(errno.errorcode.get(s.connect_ex(address), "connected"))
try:
    print(socket.gethostbyname("example.org"))
except OSError:
    print("no name")
