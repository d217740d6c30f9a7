# Makes empty files until it is refused.
import errno, sys
for i in range(100000):
    try:
        open(f"/box/{i}", "w").close()
    except OSError as e:
        print(errno.errorcode[e.errno])
        sys.exit(1)
