/**
 * Makes a folder for data of embedded parts, with the folders above it. Returns its path without links.
 *
 * @throws {Error} when it cannot be made. The message names the setting.
 */
export async function makeDataFolder(path: string): Promise<string> {
  try {
    await Deno.mkdir(path, { recursive: true });
    return await Deno.realPath(path);
  } catch (cause) {
    const { name } = cause as Error;
    // With the cause, the advice of Deno about its flags would be shown.
    throw new Error(
      `The folder ${path} cannot be made (${name}). Set VITRINE_DATA_DIR to a folder that can be written, or leave it out`,
    );
  }
}
