# Uses up the processor.
while True:
    pass
