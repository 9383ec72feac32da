/** Pictures made as small as they are shown, before they are sent: a phone's photo is megabytes. */

const SIDE_PX = 1600;
const QUALITY = 0.88;
/** What may move stays as it is: drawn anew it would stand still. */
const WHOLE = new Set(["image/gif", "image/webp"]);
const PICTURES = new Set([...WHOLE, "image/jpeg", "image/png", "image/avif", "image/heic", "image/heif"]);

/** The picture to be sent; undefined if this is none that can be shown here. */
export async function shrunk(file: File): Promise<File | undefined> {
  if (!PICTURES.has(file.type)) return undefined;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    try {
      return WHOLE.has(file.type) ? file : await drawn(picture, file);
    } finally {
      picture.close();
    }
  } catch {
    return undefined;
  }
}

async function drawn(picture: ImageBitmap, file: File): Promise<File> {
  const ratio = Math.min(1, SIDE_PX / Math.max(picture.width, picture.height));
  if (ratio === 1 && file.type === "image/png") return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * ratio));
  canvas.height = Math.max(1, Math.round(picture.height * ratio));
  canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  // What can be clear stays clear.
  const type = file.type === "image/png" ? "image/png" : "image/jpeg";
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, QUALITY));
  return blob ? new File([blob], file.name, { type }) : file;
}
