#include <stdio.h>
int main(void) {
    int count;
    if (scanf("%d", &count) != 1) return 1;
    long here = 0, best = -1000000;
    for (int i = 0; i < count; i++) {
        long number;
        if (scanf("%ld", &number) != 1) return 1;
        here = here > 0 ? here + number : number;
        if (here > best) best = here;
    }
    printf("%ld\n", best);
    return 0;
}
