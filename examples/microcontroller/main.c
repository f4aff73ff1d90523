/*
 * Reads one digit: 784 bytes from standard input, 28 rows of 28, 0 is paper, 255 is ink. Prints the digit.
 *
 *     nn export --out model.h --quantize int8
 *     cc -std=c99 -O2 -ffp-contract=off main.c -o digit
 *     ./digit < digit.bin
 *
 * On a microcontroller, replace main: fill `pixels` from the camera or the touch screen, and call nn_predict. The
 * header allocates nothing; its weights are const, so linkers put them into flash memory.
 */
#include <stdio.h>

#include "model.h"

int main(void)
{
    static uint8_t pixels[784];
    static float probabilities[10];
    int digit;

    if (fread(pixels, 1, sizeof pixels, stdin) != sizeof pixels) {
        fprintf(stderr, "expected 784 bytes\n");
        return 1;
    }
    digit = nn_predict(pixels, probabilities);
    printf("%d (%.3f)\n", digit, probabilities[digit]);
    return 0;
}
