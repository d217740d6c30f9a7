/* A static array of 390 MiB, every page of it written. */
static char array[390 << 20];

int main(void)
{
    for (unsigned long i = 0; i < sizeof(array); i += 4096)
        array[i] = 1;
    return array[4096] - 1;
}
