import type { Page } from "playwright-core";

/** Red, green and blue, each 0–255. */
export type Pixel = readonly [red: number, green: number, blue: number];

/** What the screen shows at some pixels of the stage, words and rings left out. */
export async function stageColours(
  page: Page,
  at: readonly { readonly x: number; readonly y: number }[],
): Promise<readonly Pixel[]> {
  const stage = page.locator("#stage");
  const style = await page.addStyleTag({ content: ".overlay, .tip { visibility: hidden !important }" });
  const shot = await stage.screenshot();
  await style.evaluate((element) => (element as unknown as Element).remove());
  return page.evaluate(
    async ({ png, points }) => {
      const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
      if (context === null) throw new Error("No canvas");
      context.drawImage(image, 0, 0);
      return points.map(({ x, y }): [number, number, number] => {
        const [red = 0, green = 0, blue = 0] = context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data;
        return [red, green, blue];
      });
    },
    { png: shot.toString("base64"), points: at },
  );
}

/** How far two colours are apart, in steps of the channel that differs most. */
export function distance(one: Pixel, other: Pixel): number {
  return Math.max(...one.map((channel, i) => Math.abs(channel - (other[i] ?? 0))));
}

/** The palette's colours on dark grounds. */
export const darkPalette: readonly Pixel[] = [
  [0x56, 0xb4, 0xe9],
  [0xf0, 0xa0, 0x30],
  [0xbd, 0xe8, 0x9a],
];

/** The share of pixels that differ clearly, and the mean difference, of two pictures as data URLs. */
export function pictureDifference(page: Page, one: string, other: string): Promise<{ share: number; mean: number }> {
  return page.evaluate(
    async ([first, second]) => {
      const pixels = async (url: string): Promise<ImageData> => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
        if (context === null) throw new Error("No canvas");
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height);
      };
      const [a, b] = [await pixels(first), await pixels(second)];
      if (a.width !== b.width || a.height !== b.height) return { share: 1, mean: 255 };
      let [differing, sum] = [0, 0];
      for (let at = 0; at < a.data.length; at += 4) {
        let most = 0;
        for (let i = 0; i < 3; i++) most = Math.max(most, Math.abs((a.data[at + i] ?? 0) - (b.data[at + i] ?? 0)));
        if (most > 48) differing++;
        sum += most;
      }
      return { share: (4 * differing) / a.data.length, mean: (4 * sum) / a.data.length };
    },
    [one, other] as const,
  );
}
