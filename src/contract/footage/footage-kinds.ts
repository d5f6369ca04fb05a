/** What a file is, by its name and by the type that whoever sends it says; no look into it. */
export type FileKind = 'video' | 'sound' | 'picture' | 'captions' | 'text' | 'archive' | 'unknown';

const endings: Readonly<Record<Exclude<FileKind, 'unknown'>, readonly string[]>> = {
  video:
    'mp4 m4v mov qt mkv webm avi mts m2ts m2t ts mxf mpg mpeg mp2 vob 3gp 3g2 flv f4v wmv asf ogv dv y4m hevc h264 h265 264 265 ivf'.split(
      ' ',
    ),
  sound: 'wav wave aif aiff flac mp3 m4a aac ogg oga opus wma ac3 caf bwf w64 amr'.split(' '),
  picture: 'jpg jpeg png gif heic heif webp avif tif tiff bmp svg psd dng cr2 cr3 nef arw raw'.split(' '),
  captions: 'srt vtt ass ssa sub ttml'.split(' '),
  text: 'txt md pdf doc docx odt rtf html htm csv tsv json xml xls xlsx edl otio fcpxml m3u m3u8 pls mpd'.split(
    ' ',
  ),
  archive: 'zip rar 7z tar gz tgz bz2 xz dmg iso exe msi app deb'.split(' '),
};

const words: Readonly<Record<Exclude<FileKind, 'unknown' | 'video'>, string>> = {
  sound: 'a sound recording, not a video',
  picture: 'a picture, not a video',
  captions: 'captions, not a video',
  text: 'a text or a document, not a video',
  archive: 'an archive or a program, not a video',
};

/** Beside footage and sound an edit uses pictures and captions of these kinds. */
const useful = /\.(png|jpe?g|webp|srt|vtt)$/i;

const remedies: Readonly<Partial<Record<FileKind, string>>> = {
  picture: 'a picture of a kind that is not read here; PNG, JPEG and WebP are',
  captions: 'captions of a kind that is not read here; SubRip (.srt) and WebVTT (.vtt) are',
};

/** Where the name says nothing, the declared media type does. */
export function kindOfFile(name: string, type = ''): FileKind {
  const ending = /\.([^.]+)$/.exec(name.trim())?.[1]?.toLowerCase();
  const kinds = Object.entries(endings) as [Exclude<FileKind, 'unknown'>, readonly string[]][];
  const byName = kinds.find(([, known]) => ending !== undefined && known.includes(ending))?.[0];
  if (byName !== undefined) return byName;
  const [family] = type.toLowerCase().split('/');
  if (family === 'video') return 'video';
  if (family === 'audio') return 'sound';
  if (family === 'image') return 'picture';
  return family === 'text' ? 'text' : 'unknown';
}

/** Why no edit can use a file, in a sentence, before a byte of it is sent; undefined where one may. */
export function refusalOf(name: string, type?: string): string | undefined {
  const kind = kindOfFile(name, type);
  if (kind === 'video' || kind === 'unknown' || kind === 'sound' || useful.test(name.trim()))
    return undefined;
  return `${name} is ${remedies[kind] ?? words[kind]}.`;
}

/** What a file is that is no footage, in a sentence; undefined where it may be some. */
export function otherThanVideo(name: string, type?: string): string | undefined {
  const kind = kindOfFile(name, type);
  return kind === 'video' || kind === 'unknown' ? undefined : `${name} is ${words[kind]}.`;
}
