// Makes a compiler talk: an error for each of many thousand names that nobody has declared.
#define A a b c d; e f g h; i j k l; m n o p;
#define B A A A A A A A A
#define C B B B B B B B B
#define D C C C C C C C C
void talk() { D D D D }
