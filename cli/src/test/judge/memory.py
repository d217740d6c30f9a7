# Keeps more and more.
kept = []
while True:
    kept.append(bytearray(1 << 20))
