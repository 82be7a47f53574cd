// The camera in the page, with a frame that paper is held into: each side of it is
// drawn whole once an edge of the paper lies there, and the words say which are not
// seen yet. A picture is taken whenever a person wants.

export const sides = ["top", "right", "bottom", "left"] as const;
export type Side = (typeof sides)[number];

// A Picture is the brightness of a small picture, row by row, from 0 to 255.
export interface Picture {
  width: number;
  height: number;
  light: Uint8ClampedArray | number[];
}

const paper = 210 / 297; // an A4 sheet that stands (ISO 216)
const share = 0.92; // of the camera's picture that the frame takes
const band = 0.08; // of the frame, on both sides of its line, in which an edge may lie
const parts = 5; // of a side, that an edge is looked for in
const enough = 4; // of them that must have one
const edge = 22; // of 255: how much the light changes at an edge
const lookAt = 120; // pixels of the longer side
const pace = 200; // ms between two looks
const least = 1000; // pixels of the shorter side: with fewer, small print cannot be read (120 to the inch of an A4 sheet)

// frameIn is where the frame lies in a picture of a size.
export function frameIn(width: number, height: number): { x: number; y: number; width: number; height: number } {
  const tall = Math.min(height * share, (width * share) / paper);
  return { x: (width - tall * paper) / 2, y: (height - tall) / 2, width: tall * paper, height: tall };
}

// edgesOf are the sides of the frame at which the picture has an edge, as long as
// the side and hardly askew.
export function edgesOf(picture: Picture): Side[] {
  return sides.filter((side) => {
    let seen = 0;
    for (let part = 0; part < parts; part++) if (strongest(picture, side, part) >= edge) seen++;
    return seen >= enough;
  });
}

// strongest is how much the light changes across a part of a side, at the line
// near it where it changes most.
function strongest(picture: Picture, side: Side, part: number): number {
  const frame = frameIn(picture.width, picture.height);
  const upright = side === "left" || side === "right";
  const [from, long] = upright ? [frame.y, frame.height] : [frame.x, frame.width];
  const line = { top: frame.y, bottom: frame.y + frame.height, left: frame.x, right: frame.x + frame.width }[side];
  const reach = Math.max(2, Math.round(band * (upright ? frame.width : frame.height)));
  const [begin, end] = [part, part + 1].map((n) => Math.round(from + long * (0.08 + (0.84 * n) / parts))) as [number, number];
  let most = 0;
  for (let at = Math.round(line) - reach; at <= Math.round(line) + reach; at++) {
    let sum = 0;
    for (let n = begin; n < end; n++) sum += light(picture, upright, at + 1, n) - light(picture, upright, at - 1, n);
    most = Math.max(most, Math.abs(sum) / Math.max(1, end - begin));
  }
  return most;
}

function light({ width, height, light }: Picture, upright: boolean, across: number, along: number): number {
  const [x, y] = upright ? [across, along] : [along, across];
  return light[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))] ?? 0;
}

export class Finder {
  private stream: MediaStream | undefined;
  private opening = false;
  private taking: MediaStream | undefined; // what a photo is being taken of
  private looking = 0;
  private before = "";
  private readonly video: HTMLVideoElement | null;
  private refused = false; // the page may not have the camera: from then on the device's own takes photos

  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly own: () => void,
    private readonly taken: (photo: File) => void,
  ) {
    this.video = dialog.querySelector("video");
    dialog.addEventListener("close", () => this.shut());
    window.addEventListener("pagehide", () => dialog.close());
    dialog.addEventListener("click", (e) => {
      const deed = (e.target as Element).closest<HTMLElement>("[data-finder]")?.dataset.finder;
      if (deed === "take") void this.take();
      if (deed === "close" || deed === "own") dialog.close();
      if (deed === "own") this.own();
    });
  }

  // open shows what the camera sees. Where the page gets no camera, or one that is
  // too coarse to read by, the device's own takes the photo. After a question that
  // may have stood for long a browser opens that one for a press only: so a person
  // is told to press.
  async open(): Promise<void> {
    if (this.opening || this.dialog.open) return; // a second press
    this.opening = true;
    try {
      await this.begin();
    } finally {
      this.opening = false;
    }
  }

  private async begin(): Promise<void> {
    if (this.refused || !this.video || !("mediaDevices" in navigator)) return this.own();
    const want = { facingMode: { ideal: "environment" }, width: { ideal: 4096 }, height: { ideal: 3072 } };
    const stream = await navigator.mediaDevices.getUserMedia({ video: want, audio: false }).catch(() => undefined);
    const { width = 0, height = 0 } = stream?.getVideoTracks()[0]?.getSettings() ?? {};
    if (!stream || Math.min(width, height) < least) {
      for (const track of stream?.getTracks() ?? []) track.stop();
      return this.lack();
    }
    this.stream = stream;
    this.video.srcObject = stream;
    this.dialog.showModal();
    this.look();
  }

  // lack says that the page has no camera to take the photo with.
  private lack(): void {
    this.shut();
    this.refused = true;
    this.dialog.classList.add("none");
    const hint = this.dialog.querySelector<HTMLElement>("[data-hint]");
    if (hint) hint.textContent = hint.dataset.none ?? "";
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.querySelector<HTMLElement>('[data-finder="own"]')?.focus();
  }

  private shut(): void {
    window.clearTimeout(this.looking);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = this.taking = undefined;
    this.before = "";
    if (this.video) this.video.srcObject = null;
  }

  // look says again and again which edges are seen: what two looks agree on.
  private look(): void {
    const video = this.video;
    if (!video || !this.stream) return;
    if (video.videoWidth > 0) {
      this.fit(video.videoWidth, video.videoHeight);
      const seen = edgesOf(small(video));
      const now = seen.join(" ");
      if (now === this.before) this.say(seen);
      this.before = now;
    }
    this.looking = window.setTimeout(() => this.look(), pace);
  }

  // fit lays the frame over the picture.
  private fit(width: number, height: number): void {
    const frame = this.dialog.querySelector("svg");
    const box = frameIn(width, height);
    const seen = `${-box.x} ${-box.y} ${width} ${height}`;
    if (!frame || frame.getAttribute("viewBox") === seen) return;
    frame.setAttribute("viewBox", seen);
    const lines: Record<Side, string> = { top: `M0 0H${box.width}`, right: `M${box.width} 0V${box.height}`, bottom: `M0 ${box.height}H${box.width}`, left: `M0 0V${box.height}` };
    for (const side of sides) frame.querySelector(`.${side}`)?.setAttribute("d", lines[side]);
  }

  private say(seen: Side[]): void {
    for (const side of sides) this.dialog.querySelector(`svg .${side}`)?.classList.toggle("seen", seen.includes(side));
    const hint = this.dialog.querySelector<HTMLElement>("[data-hint]");
    if (!hint) return;
    const { fits = "", missing = "" } = hint.dataset;
    const lacks = sides.filter((side) => !seen.includes(side)).map((side) => hint.dataset[side] ?? "");
    const words = lacks.length ? missing.replace("{1}", lacks.join(", ")) : fits;
    if (hint.textContent !== words) hint.textContent = words;
  }

  private async take(): Promise<void> {
    const { video, stream } = this;
    const track = stream?.getVideoTracks()[0];
    if (!video || !track || this.taking === stream) return;
    this.taking = stream;
    const photo = (await still(track)) ?? (this.stream === stream ? await frame(video).catch(() => null) : undefined);
    if (this.stream !== stream) return; // the person closed it meanwhile
    if (!photo) return this.lack();
    this.dialog.close();
    this.taken(new File([photo], "photo.jpg", { type: "image/jpeg" }));
  }
}

// still is a photo by the camera itself, which is finer than its moving picture,
// where the browser can take one.
async function still(track: MediaStreamTrack): Promise<Blob | undefined> {
  const make = (window as unknown as { ImageCapture?: new (track: MediaStreamTrack) => { takePhoto(): Promise<Blob> } }).ImageCapture;
  if (!make) return undefined;
  const late = new Promise<undefined>((done) => window.setTimeout(() => done(undefined), 4000));
  const photo = await Promise.race([new make(track).takePhoto().catch(() => undefined), late]);
  return photo?.type === "image/jpeg" ? photo : undefined;
}

async function frame(video: HTMLVideoElement): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
}

// small is what the camera sees now, to look for edges in.
function small(video: HTMLVideoElement): Picture {
  const scale = lookAt / Math.max(video.videoWidth, video.videoHeight);
  const [width, height] = [video.videoWidth, video.videoHeight].map((pixels) => Math.max(1, Math.round(pixels * scale))) as [number, number];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const draw = canvas.getContext("2d", { willReadFrequently: true });
  draw?.drawImage(video, 0, 0, width, height);
  const pixels = draw?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
  const light = new Uint8ClampedArray(width * height);
  for (let n = 0; n < light.length; n++) light[n] = ((pixels[4 * n] ?? 0) * 3 + (pixels[4 * n + 1] ?? 0) * 6 + (pixels[4 * n + 2] ?? 0)) / 10;
  return { width, height, light };
}
