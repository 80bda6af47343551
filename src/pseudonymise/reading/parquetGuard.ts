import type { AsyncBuffer, Compressors, FileMetaData } from "hyparquet";
import { parquetMetadataAsync } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { compressors as all } from "hyparquet-compressors";

/** What a file may ask of memory before anything in it is believed. */
export interface ParquetLimits {
  readonly rowsPerGroup: number;
  /** Bytes of one column in one row group, packed and unpacked. */
  readonly columnBytes: number;
  readonly footerBytes: number;
}

/** The file asks more than it may, or is not what it says. The text is for developers; callers have their own words. */
export class ParquetRefused extends Error {}

const refused = (why: string): never => {
  throw new ParquetRefused(why);
};

/** Footer of a Parquet file, after a look at how long it claims to be. */
export async function guardedMetadata(file: AsyncBuffer, limits: ParquetLimits): Promise<FileMetaData> {
  if (file.byteLength < 12) refused("too short");
  const tail = new DataView(await file.slice(file.byteLength - 8));
  const footer = tail.getUint32(0, true);
  if (tail.getUint32(4, true) !== 0x31524150) refused("no PAR1");
  if (footer > limits.footerBytes || footer > file.byteLength - 8) refused("footer too long");
  try {
    const metadata = await parquetMetadataAsync(file, { initialFetchSize: footer + 8, geoparquet: false });
    checkCounts(metadata, limits);
    return metadata;
  } catch (error) {
    if (error instanceof ParquetRefused) throw error;
    return refused("broken footer");
  }
}

function checkCounts(metadata: FileMetaData, limits: ParquetLimits): void {
  let sum = 0n;
  for (const { num_rows } of metadata.row_groups) {
    if (num_rows < 0n || num_rows > BigInt(limits.rowsPerGroup)) refused("row group too large");
    sum += num_rows;
  }
  if (sum !== metadata.num_rows) refused("row counts differ");
}

interface Chunk {
  readonly start: number;
  readonly length: number;
}

function chunkOf(metadata: FileMetaData, group: number, column: string, limits: ParquetLimits): Chunk {
  const found = metadata.row_groups[group]?.columns.find(
    ({ meta_data }) => meta_data?.path_in_schema.join(".") === column,
  );
  const data = found?.meta_data;
  if (data === undefined) return refused("column missing");
  const start = Number(data.dictionary_page_offset || data.data_page_offset);
  const length = Number(data.total_compressed_size);
  if (length > limits.columnBytes || Number(data.total_uncompressed_size) > limits.columnBytes)
    refused("column too large");
  return { start, length };
}

/**
 * Walks the page headers of a column and adds up what they claim, before a single page is unpacked. A page of a few
 * bytes can claim two thousand million values; the reader would make room for them all.
 */
export async function guardColumn(
  file: AsyncBuffer,
  metadata: FileMetaData,
  group: number,
  column: string,
  limits: ParquetLimits,
): Promise<void> {
  const rows = Number(metadata.row_groups[group]?.num_rows ?? 0n);
  const { start, length } = chunkOf(metadata, group, column, limits);
  if (start < 0 || length < 0 || start + length > file.byteLength) refused("column outside file");
  const reader = { view: new DataView(await file.slice(start, start + length)), offset: 0 };
  let values = 0;
  let bytes = 0;
  while (reader.offset < length - 1) {
    const header = pageHeader(reader);
    const inDictionary = header.dictionary_page_header?.num_values ?? 0;
    const inPage = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values ?? 0;
    const sizes = [inDictionary, inPage, header.compressed_page_size, header.uncompressed_page_size];
    if (!sizes.every((size) => Number.isInteger(size) && size >= 0)) refused("negative size");
    values += inPage;
    bytes += header.uncompressed_page_size;
    reader.offset += header.compressed_page_size;
    if (values > rows || inDictionary > rows) refused("more values than rows");
    if (bytes > limits.columnBytes || reader.offset > length) refused("page too large");
  }
  if (values !== rows) refused("fewer values than rows");
}

function pageHeader(reader: { view: DataView; offset: number }): ReturnType<typeof parquetHeader> {
  try {
    return parquetHeader(reader);
  } catch {
    return refused("broken page header");
  }
}

/** The decompressors, none of which gives more than its page claimed. */
export function guardedCompressors(limits: ParquetLimits): Compressors {
  const guarded: Compressors = {};
  for (const [codec, unpack] of Object.entries(all) as [
    keyof Compressors,
    NonNullable<Compressors[keyof Compressors]>,
  ][]) {
    guarded[codec] = (input, outputLength) => {
      if (outputLength > limits.columnBytes) refused("page too large");
      const output = unpack(input, outputLength);
      return output.length === outputLength ? output : refused("page of another size");
    };
  }
  return guarded;
}
