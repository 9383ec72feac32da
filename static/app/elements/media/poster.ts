/** What a video looks like and how long it is, read before it is sent. */

const PATIENCE_MS = 10_000;
const SIDE_PX = 1600;
/** Many videos begin black. */
const SEEN_AT_S = 0.5;
/** What browsers recorded tells how long it is only there. */
const PAST_ITS_END_S = 1e7;

export interface Poster {
  poster: Blob;
  /** Seconds. */
  duration: number;
}

/** A picture of the video; undefined if it cannot be played here. */
export async function posterOf(file: File): Promise<Poster | undefined> {
  if (!file.type.startsWith("video/")) return undefined;
  const video = document.createElement("video");
  const url = URL.createObjectURL(file);
  try {
    Object.assign(video, { muted: true, playsInline: true, preload: "auto", src: url });
    await happened(video, "loadeddata");
    if (video.duration === Infinity) await seek(video, PAST_ITS_END_S);
    if (!Number.isFinite(video.duration) || !video.videoWidth) return undefined;
    await seek(video, Math.min(SEEN_AT_S, video.duration / 2));
    const poster = await drawn(video);
    return poster ? { poster, duration: video.duration } : undefined;
  } catch {
    return undefined;
  } finally {
    video.removeAttribute("src");
    URL.revokeObjectURL(url);
  }
}

function seek(video: HTMLVideoElement, seconds: number): Promise<unknown> {
  const sought = happened(video, "seeked");
  video.currentTime = seconds;
  return sought;
}

function drawn(video: HTMLVideoElement): Promise<Blob | null> {
  const ratio = Math.min(1, SIDE_PX / Math.max(video.videoWidth, video.videoHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(video.videoWidth * ratio));
  canvas.height = Math.max(1, Math.round(video.videoHeight * ratio));
  canvas.getContext("2d")!.drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
}

function happened(video: HTMLVideoElement, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    video.addEventListener(name, resolve, { once: true });
    video.addEventListener("error", reject, { once: true });
    setTimeout(() => reject(new Error("no answer")), PATIENCE_MS);
  });
}
