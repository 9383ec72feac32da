/** A recording while it is made: the sound, and how loud it is. */

const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const BITS_PER_SECOND = 32_000;
const SAMPLE_MS = 100;
const MOST_BARS = 48;
const LOUDEST = 99;

export interface Recorded {
  file: File;
  /** Seconds. */
  duration: number;
  /** How loud, evenly spaced, 0 to 99. */
  waveform: number[];
}

export class Recording {
  readonly #stream: MediaStream;
  readonly #recorder: MediaRecorder;
  readonly #context = new AudioContext();
  readonly #parts: Blob[] = [];
  readonly #levels: number[] = [];
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #begunAt = performance.now();

  /** Ask for the microphone and begin; `heard` is told ten times a second. Rejects with what the browser says. */
  static async begin(heard: () => void): Promise<Recording> {
    return new Recording(await navigator.mediaDevices.getUserMedia({ audio: true }), heard);
  }

  private constructor(stream: MediaStream, heard: () => void) {
    this.#stream = stream;
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.#recorder = new MediaRecorder(stream, { ...(mimeType ? { mimeType } : {}), audioBitsPerSecond: BITS_PER_SECOND });
    this.#recorder.addEventListener("dataavailable", ({ data }) => this.#parts.push(data));
    this.#recorder.start();
    const analyser = this.#context.createAnalyser();
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.#levels.push(loudness(samples));
      heard();
    }, SAMPLE_MS);
  }

  get seconds(): number {
    return (performance.now() - this.#begunAt) / 1000;
  }

  /** How loud it was lately, the newest last. */
  get levels(): readonly number[] {
    return this.#levels.slice(-MOST_BARS);
  }

  /** End it, and give what was recorded. */
  async finish(): Promise<Recorded> {
    const duration = Math.round(this.seconds * 10) / 10;
    const stopped = new Promise((resolve) => this.#recorder.addEventListener("stop", resolve, { once: true }));
    this.drop();
    await stopped;
    const { mimeType } = this.#recorder;
    return { file: new File(this.#parts, "voice", { type: mimeType }), duration, waveform: condensed(this.#levels) };
  }

  /** Let go of the microphone. */
  drop(): void {
    clearInterval(this.#timer);
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    this.#stream.getTracks().forEach((track) => track.stop());
    void this.#context.close();
  }
}

/** The root makes what is said softly be seen, too. */
function loudness(samples: Float32Array): number {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return Math.round(Math.sqrt(Math.min(peak, 1)) * LOUDEST);
}

function condensed(levels: readonly number[]): number[] {
  const bars = Math.min(levels.length, MOST_BARS) || 1;
  const part = (at: number) => levels.slice(Math.floor((at * levels.length) / bars), Math.ceil(((at + 1) * levels.length) / bars));
  return Array.from({ length: bars }, (_, at) => Math.max(0, ...part(at)));
}
